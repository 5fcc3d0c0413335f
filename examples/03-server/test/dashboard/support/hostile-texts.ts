/** What runs, or leaves a trace, when it is taken for more than text. */
const RUN = 'globalThis.hostileRan=1';

/** Shapes of texts that pages have taken for more than text; `%` is a number that makes each text another one. */
const SHAPES = [
  `<script data-hostile>${RUN}</script>%`,
  `<img data-hostile src=x onerror="${RUN}">%`,
  `<svg data-hostile onload="${RUN}">%`,
  `"><b data-hostile>%</b>`,
  `'><iframe data-hostile src="javascript:${RUN}"></iframe>%`,
  `<a data-hostile href="javascript:${RUN}">%</a>`,
  `[link](javascript:${RUN}) %`,
  `![image](http://evil.example/%.png)`,
  'http://evil.example/% is a link that nobody fetches',
  `{{constructor.constructor('${RUN}')()}} %`,
  `\${${RUN}} %`,
  '<style data-hostile>*{display:none}</style>%',
  '<base data-hostile href="http://evil.example/">%',
  '<meta data-hostile http-equiv="refresh" content="0;url=http://evil.example">%',
  '<link data-hostile rel=stylesheet href=http://evil.example/%.css>',
  '</bdi></p></div><h1 data-hostile>%</h1>',
  '<!-- % --><template data-hostile></template>',
  '\u202Etxet desrever\u202C %',
  '\u2066isolated\u2069 %',
  'e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 many marks %',
  '👨‍👩‍👧‍👦 one family %',
  '[2026-11-22 12:00:00]::[message_id=%]::: a forged line',
  '__proto__ % constructor toString',
  'a'.repeat(200),
  '&lt;b data-hostile&gt;%&amp;amp;',
] as const;

/** Texts that differ from each other. */
export function hostileTexts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const shape = SHAPES[index % SHAPES.length] ?? '';
    const number = String(Math.floor(index / SHAPES.length));
    return shape.includes('%') ? shape.replace('%', number) : `${shape}${number}`;
  });
}
