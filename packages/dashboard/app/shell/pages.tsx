import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { useFreshBots } from '../api/bots.ts';
import { HomePage } from '../home/home-page.tsx';
import { Loading } from '../ui/loading.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { NotFoundPage } from './not-found-page.tsx';

const EditorPage = lazy(async () => ({ default: (await import('../editor/editor-page.tsx')).EditorPage }));
const BackstagePage = lazy(async () => ({
  default: (await import('../backstage/backstage-page.tsx')).BackstagePage,
}));
const PeriodsPage = lazy(async () => ({ default: (await import('../groups/periods-page.tsx')).PeriodsPage }));
const PlaygroundPage = lazy(async () => ({
  default: (await import('../playground/playground-page.tsx')).PlaygroundPage,
}));

/** Which page is at which path. What not everybody needs is loaded when it is opened. */
export function Pages() {
  useFreshBots();
  return (
    <CrashGuard>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path="/">
            <HomePage />
          </Route>
          <Route path="/link/:userId">{({ userId }) => <HomePage linking={userId} />}</Route>
          <Route path="/edit/:userId">{({ userId }) => <EditorPage key={userId} userId={userId} />}</Route>
          <Route path="/bots/:userId/groups">
            {({ userId }) => <PeriodsPage key={userId} userId={userId} />}
          </Route>
          <Route path="/bots/:userId/playground">
            {({ userId }) => <PlaygroundPage key={userId} userId={userId} />}
          </Route>
          <Route path="/bots/:userId/:view?">
            {({ userId, view }) => <BackstagePage key={userId} userId={userId} view={view} />}
          </Route>
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </CrashGuard>
  );
}
