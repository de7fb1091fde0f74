"""Follows the events of a Marathon as marathon-lb does: with libcurl, asking for plans in their short form and for the three types of
events after which it asks for all apps again. Prints which apps have which tasks whenever that has changed, until it is ended.

Usage: follow.py URL
"""
import json
import sys
from io import BytesIO
from threading import Thread
from urllib.parse import urlencode

import pycurl
import requests

URL = sys.argv[1]
RELEVANT = ('api_post_event', 'health_status_changed_event', 'status_update_event')


def apps():
    answer = requests.get(URL + '/v2/apps', params={'embed': 'apps.tasks'}, headers={'User-Agent': 'marathon-lb'}, timeout=10)
    answer.raise_for_status()
    return answer.json()['apps']


def backends():
    """What it makes of an app: where its tasks serve, by the port that is theirs in front of them."""
    found = {}
    for app in apps():
        ports = [each['port'] for each in app['portDefinitions']]
        for task in app['tasks']:
            healthy = all(each['alive'] for each in task.get('healthCheckResults', [])) if app['healthChecks'] else True
            if task['state'] != 'TASK_RUNNING' or not healthy:
                continue
            for front, back in zip(ports, task['ports']):
                found.setdefault('%s:%d' % (app['id'], front), []).append('%s:%d' % (task['host'], back))
    return {name: sorted(places) for name, places in sorted(found.items())}


class Follower:
    def __init__(self):
        self.rest = b''
        self.shown = None

    def show(self):
        now = backends()
        if now != self.shown:
            if self.shown and not now:
                print('all backends are gone', flush=True)
            self.shown = now
            print('backends ' + json.dumps(now), flush=True)

    def received(self, chunk):
        lines = (self.rest + chunk).split(b'\n')
        self.rest = lines.pop()
        for line in lines:
            text = line.decode('utf-8').rstrip('\r')
            if text.startswith('data: '):
                event = json.loads(text[len('data: '):])
                if event['eventType'] not in RELEVANT:
                    raise ValueError('not asked for: ' + event['eventType'])
                print('event ' + event['eventType'], flush=True)
                self.show()

    def follow(self):
        query = urlencode({'plan-format': 'light', 'event_type': RELEVANT}, doseq=True)
        curl = pycurl.Curl()
        curl.setopt(pycurl.URL, '%s/v2/events?%s' % (URL, query))
        curl.setopt(pycurl.HTTPHEADER, ['Cache-Control: no-cache', 'Accept: text/event-stream'])
        curl.setopt(pycurl.ENCODING, 'gzip')
        curl.setopt(pycurl.FOLLOWLOCATION, True)
        curl.setopt(pycurl.MAXREDIRS, 1)
        curl.setopt(pycurl.LOW_SPEED_LIMIT, 1)
        curl.setopt(pycurl.LOW_SPEED_TIME, 300)
        curl.setopt(pycurl.HEADERFUNCTION, self.header)
        curl.setopt(pycurl.WRITEFUNCTION, self.received)
        try:
            curl.perform()
        except pycurl.error as error:
            print('ended %s' % error, flush=True)
        finally:
            curl.close()

    def header(self, line):
        if line == b'\r\n':
            print('following', flush=True)
            self.show()


follower = Follower()
while True:
    follower.follow()
