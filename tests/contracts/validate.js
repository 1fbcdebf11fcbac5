// The schemas and the AsyncAPI document, judged by validators that are not ours. Arguments: files of one event a line, KIND=FILE.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const Ajv = require('ajv/dist/2020');
const { Parser, fromFile } = require('@asyncapi/parser');

const folder = path.join(__dirname, '../../src/StreamMood.Contracts/Schemas');
const ajv = new Ajv({ strict: true, allErrors: true });
require('ajv-formats')(ajv);
let checked = 0;
let wrong = 0;
const check = (what, validate, value) => {
  checked++;
  if (!validate(value)) {
    wrong++;
    console.error(`${what}: ${ajv.errorsText(validate.errors)}`);
  }
};

async function main() {
  const validators = {};
  for (const file of fs.readdirSync(folder).filter(f => f.endsWith('.schema.json'))) {
    const schema = JSON.parse(fs.readFileSync(path.join(folder, file)));
    const validate = validators[file.replace('.schema.json', '')] = ajv.compile(schema);
    schema.examples.forEach((example, i) => check(`${file} example ${i}`, validate, example));
  }
  for (const argument of process.argv.slice(2)) {
    const [kind, file] = argument.split(/=(.*)/s);
    fs.readFileSync(file, 'utf8').split('\n').filter(l => l).forEach((l, i) => check(`${kind} line ${i + 1}`, validators[kind], JSON.parse(l)));
  }
  const { document, diagnostics } = await fromFile(new Parser(), path.join(folder, 'asyncapi.json')).parse();
  for (const d of diagnostics.filter(d => d.severity <= 1)) {
    wrong++;
    console.error(`asyncapi.json ${d.path.join('.')}: ${d.message}`);
  }
  console.log(`${Object.keys(validators).length} schemas, ${checked} events, AsyncAPI ${document ? document.version() : 'unreadable'} with ${document ? document.channels().length : 0} channels: ${wrong} wrong`);
  process.exitCode = wrong || !document ? 1 : 0;
}

main();
