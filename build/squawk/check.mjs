// Runs squawk over the steps of db/migrations and compares its findings with explained.tsv (file, rule, reason; "*" is every file).
// A finding without an explanation fails, and so does an explanation that no finding needs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const migrations = join(here, '../../db/migrations');
const names = readdirSync(migrations).filter(name => name.endsWith('.sql') && !name.endsWith('.down.sql')).sort();
const work = mkdtempSync(join(tmpdir(), 'squawk-'));

// A step is a transaction of its own, unless it says transaction=off. Empty lines in front keep the numbers of its lines; the bounds of a
// backfill's block are parameters that squawk cannot read.
function steps(name) {
  const found = [];
  readFileSync(join(migrations, name), 'utf8').split('\n').forEach((line, index) => {
    if (index === 0 || line.startsWith('-- migrate: step')) found.push({ start: index, lines: [] });
    found.at(-1).lines.push(line);
  });
  return found.map(({ start, lines }, number) => {
    const path = join(work, `${number}.${name}`);
    writeFileSync(path, '\n'.repeat(start) + lines.join('\n').replace(/(?<=\s):(lo|hi)\b/g, 'NULL'));
    return { path, inTransaction: !lines.some(line => /^-- migrate:.*\btransaction=off\b/.test(line)) };
  });
}

function squawk(paths, ...options) {
  if (paths.length === 0) return [];
  const program = join(here, 'node_modules/@squawk-cli/linux-x64/bin/squawk');
  const run = spawnSync(program, ['--reporter', 'json', '--pg-version', '17', ...options, ...paths], {
    encoding: 'utf8', maxBuffer: 64 * 1024 * 1024,
  });
  if (run.error || run.status > 1) {
    console.error(`squawk did not run: ${run.error?.message ?? run.stderr}`);
    process.exit(2);
  }
  return JSON.parse(run.stdout).map(({ file, line, rule_name, message }) => (
    { file: basename(file).replace(/^\d+\./, ''), line: line + 1, rule: rule_name, message }));
}

const all = names.flatMap(steps);
const findings = [
  ...squawk(all.filter(step => step.inTransaction).map(step => step.path), '--assume-in-transaction'),
  ...squawk(all.filter(step => !step.inTransaction).map(step => step.path)),
];
rmSync(work, { recursive: true });

const explained = readFileSync(join(here, 'explained.tsv'), 'utf8').trimEnd().split('\n').slice(1).map(row => {
  const [file, rule, reason] = row.split('\t');
  return { file, rule, reason, used: 0 };
});

const open = findings.filter(found => {
  const match = explained.find(e => e.rule === found.rule && (e.file === '*' || e.file === found.file));
  if (match) match.used++;
  return !match;
});
for (const { file, line, rule, message } of open) console.error(`${file}:${line} ${rule}: ${message}`);

const unused = explained.filter(e => e.used === 0);
for (const { file, rule } of unused) console.error(`explained.tsv: ${rule} in ${file} explains nothing; remove the line`);

console.log(`squawk: ${names.length} files, ${all.length} steps, ${findings.length} findings, ${findings.length - open.length} explained`);
process.exit(open.length + unused.length === 0 ? 0 : 1);
