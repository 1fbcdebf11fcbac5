// When the lobby turns sad, do something: node mood-light.mjs kafka-1:9092 lobby sad
import { Consumer, MessagesStreamModes } from '@platformatic/kafka';

const [bootstrap, place, wanted] = process.argv.slice(2);
if (!wanted) {
  console.error('usage: node mood-light.mjs BOOTSTRAP CAMERA-OR-ZONE STATE');
  process.exit(2);
}

const consumer = new Consumer({ clientId: 'mood-light', groupId: 'mood-light-javascript', bootstrapBrokers: bootstrap.split(',') });
const stream = await consumer.consume({
  topics: ['streammood.recommendations.v1'], mode: MessagesStreamModes.COMMITTED, fallbackMode: 'earliest',
  isolationLevel: 'READ_COMMITTED', autocommit: true, maxWaitTime: 100,
});
process.once('SIGINT', () => stream.close());

let before;
const recent = new Set(); // whatever comes twice comes soon
for await (const message of stream) {
  const headers = Object.fromEntries([...message.headers].map(([name, value]) => [name.toString(), value.toString()]));
  if (headers.ce_type !== 'streammood.recommendation.v1') {
    console.error(`skipped ${message.topic} ${message.partition} ${message.offset}: ${headers.ce_type}`);
    continue;
  }
  const event = JSON.parse(message.value);
  if (event.camera !== place || event.track !== undefined || recent.has(headers.ce_id)) continue;
  recent.add(headers.ce_id);
  if (recent.size > 1000) recent.delete(recent.values().next().value);
  if (event.state !== before && event.state === wanted) console.log(`${place} turned ${wanted} at ${event.windowEnd}`); // do something here
  before = event.state;
}
await consumer.close(true);
