/** Answers by the rules of the front end: a line of JSON in, `[rule, given]`; a line out. */

import { createInterface } from 'node:readline';

import { createServer } from 'vite';

const server = await createServer({
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, watch: null },
  optimizeDeps: { noDiscovery: true }
});
const { ANSWERS } = await server.ssrLoadModule(
  '/labextension/tests/record/answers.ts'
);
for await (const line of createInterface({ input: process.stdin })) {
  const [rule, given] = JSON.parse(line);
  let answer;
  try {
    answer = ANSWERS[rule](given);
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await server.close();
