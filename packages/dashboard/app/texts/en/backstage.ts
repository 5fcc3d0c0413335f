export const backstage = {} as const;
