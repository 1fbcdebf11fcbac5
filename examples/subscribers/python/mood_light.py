#!/usr/bin/python3
"""When the lobby turns sad, do something: mood_light.py kafka-1:9092 lobby sad

Needs confluent-kafka (Debian: python3-confluent-kafka).
"""
import collections
import json
import signal
import sys

from confluent_kafka import Consumer

TYPE = b"streammood.recommendation.v1"


def main(bootstrap, place, wanted):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "mood-light-python",
                         "auto.offset.reset": "earliest", "isolation.level": "read_committed"})
    consumer.subscribe(["streammood.recommendations.v1"])
    running = True

    def stop(*_):
        nonlocal running
        running = False

    signal.signal(signal.SIGINT, stop)
    before, recent = None, collections.deque(maxlen=1000)  # whatever comes twice comes soon
    while running:
        message = consumer.poll(0.2)
        if message is None or message.error():
            continue
        headers = dict(message.headers() or [])
        if headers.get("ce_type") != TYPE:
            print(f"skipped {message.topic()} {message.partition()} {message.offset()}: {headers.get('ce_type')}", file=sys.stderr, flush=True)
            continue
        event = json.loads(message.value())
        event_id = headers["ce_id"]
        if event["camera"] != place or "track" in event or event_id in recent:
            continue
        recent.append(event_id)
        state = event.get("state")
        if state != before and state == wanted:
            print(f"{place} turned {wanted} at {event['windowEnd']}", flush=True)  # do something here
        before = state
    consumer.close()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(f"usage: {sys.argv[0]} BOOTSTRAP CAMERA-OR-ZONE STATE")
    main(*sys.argv[1:])
