/** Where in a sorted list the first item is of which the condition holds, as it does of all after it; else its length. */
export function firstIndex<Item>(items: readonly Item[], condition: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (condition(items[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
