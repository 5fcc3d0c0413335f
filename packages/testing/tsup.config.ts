import { packageBuild } from '../../tsup.base.ts';

export default packageBuild([
  'src/index.ts',
  'src/browser/index.ts',
  'src/faults/index.ts',
  'src/llm/index.ts',
  'src/mongodb/index.ts',
  'src/mongodb/mongo-server-process.ts',
  'src/whatsapp/index.ts',
]);
