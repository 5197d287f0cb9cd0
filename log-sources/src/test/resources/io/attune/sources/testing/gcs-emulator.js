// Google's own stand-in for Cloud Storage, of firebase-tools, without the rules of Firebase, for which it would
// download a program. Arguments: directory of firebase-tools, port.
const [tools, port] = process.argv.slice(2);
const { EmulatorRegistry } = require(tools + "/lib/emulator/registry");
const { StorageEmulator } = require(tools + "/lib/emulator/storage");
const { createApp } = require(tools + "/lib/emulator/storage/server");

const place = { host: "127.0.0.1", port: Number(port) };
EmulatorRegistry.getInfo = (name) => (name === "storage" ? place : undefined);
const emulator = new StorageEmulator({
  ...place,
  projectId: "attune",
  rules: { name: "storage.rules", content: "" },
});
createApp("attune", emulator).then((app) => app.listen(place.port, place.host));
