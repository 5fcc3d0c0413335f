export const linking = {} as const;
