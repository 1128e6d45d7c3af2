// The comment of the action on a pull request: written once, then updated. node github-comment.mjs REPORT
// REPORT: the Markdown report of this run; when there is none, the comment says so, and an older verdict is gone.
// It reads what GitHub sets for each step, COMMENT_NAME, COMMENT_TOKEN and EXIT_CODE. It fails no job: the verdict does.
import { existsSync, readFileSync } from 'node:fs';

/** GitHub takes 65,536 characters. */
const LONGEST = 60_000;
/** So long may GitHub take for each answer, in milliseconds. */
const WITHIN_MS = 30_000;
const PER_PAGE = 100;
/** Comments that are looked through. */
const MOST_PAGES = 50;

const [report = ''] = process.argv.slice(2);
const env = process.env;

try {
  console.log(await comment());
} catch (error) {
  const [line] = String(error.message).split(/[\r\n]/);
  console.log(`::warning title=canary-verify::no comment was written: ${line.replaceAll('%', '%25')}`);
}

async function comment() {
  const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
  const { number, head } = event.pull_request ?? {};
  if (number === undefined) return 'this is no run for a pull request: no comment is written';
  const marker = `<!-- canary-verify comment: ${encodeURIComponent(env.COMMENT_NAME)} -->`;
  const body = [marker, reportText(), footer(head.sha)].join('\n\n');
  const comments = `/repos/${env.GITHUB_REPOSITORY}/issues`;
  const earlier = await findComment(`${comments}/${number}/comments`, marker);
  if (earlier === null) return written(await ask('POST', `${comments}/${number}/comments`, { body }));
  return written(await ask('PATCH', `${comments}/comments/${earlier}`, { body }));
}

function reportText() {
  if (!existsSync(report))
    return `## canary-verify gave no verdict\n\nIt ended with exit code ${env.EXIT_CODE || 'unknown'}; the log says why.`;
  const text = readFileSync(report, 'utf8').trim();
  return text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST)}\n\n… and more: see the summary of the run.`;
}

function footer(commit) {
  const run = `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`;
  return `For commit ${commit}, by [this run](${run}).`;
}

/** The id of an earlier comment; null if there is none. People may write what they like: only what a bot wrote is ours. */
async function findComment(path, marker) {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const found = await ask('GET', `${path}?per_page=${PER_PAGE}&page=${page}`);
    const own = found.find(({ user, body }) => user?.type === 'Bot' && body?.startsWith(marker));
    if (own !== undefined) return own.id;
    if (found.length < PER_PAGE) return null;
  }
  throw new Error(`the pull request has more than ${MOST_PAGES * PER_PAGE} comments`);
}

function written({ html_url: url }) {
  return `the comment is ${url}`;
}

async function ask(method, path, document) {
  const answer = await fetch(`${env.GITHUB_API_URL}${path}`, {
    method,
    headers: {
      Accept: 'application/vnd.github+json',
      Authorization: `Bearer ${env.COMMENT_TOKEN}`,
      'X-GitHub-Api-Version': '2022-11-28',
      ...(document !== undefined && { 'Content-Type': 'application/json' }),
    },
    body: JSON.stringify(document),
    redirect: 'error',
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  if (answer.ok) return answer.json();
  const cure = answer.status === 403 ? '; the job needs permissions: { pull-requests: write }' : '';
  throw new Error(`GitHub answered ${answer.status} to ${method} ${path}${cure}`);
}
