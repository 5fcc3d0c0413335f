export type { LinkingHeartbeat } from './api-request.ts';
export { createApiRouter } from './api-router.ts';
export type { ApiRouterOptions } from './api-router-options.ts';
export type { Auth, Principal } from './auth/auth.ts';
export type { BearerOptions, BearerToken } from './auth/bearer.ts';
export { bearer } from './auth/bearer.ts';
export { insecureLoopbackOnly } from './auth/insecure-loopback-only.ts';
export type { AuthenticatedRequest, AuthMiddleware } from './auth/middleware.ts';
export { middleware } from './auth/middleware.ts';
