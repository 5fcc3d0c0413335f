export type { DashboardRouter, DashboardRouterOptions } from './dashboard-router.ts';
export { createDashboardRouter } from './dashboard-router.ts';
