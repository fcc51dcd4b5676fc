// One stream of events for every tab of this site: see client.js.
const ports = new Set();
let latest = null;

const stream = new EventSource('/_readout/events');
stream.onmessage = (event) => {
  latest = JSON.parse(event.data);
  for (const port of ports) port.postMessage(latest);
};

onconnect = (event) => {
  const port = event.ports[0];
  port.onmessage = (message) => {
    if (message.data === 'bye') ports.delete(port);
    else join(port);
  };
  join(port);
};

function join(port) {
  ports.add(port);
  if (latest) port.postMessage(latest);
}
