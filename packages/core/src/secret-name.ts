/** What secrets are called, in the settings of any plugin. */
export const SECRET_NAME = /key|token|secret|password|authorization/i;
