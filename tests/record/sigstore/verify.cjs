// Reads a record laid open (docs/record/example/opened.json) and holds each entry's DSSE signature, its inclusion
// and the checkpoint to Sigstore's own verifier. Prints one JSON object.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const [modules, folder] = process.argv.slice(2);
const at = (name) => require(join(modules, "@sigstore", name));
const { Verifier, toSignedEntity, toTrustMaterial } = at("verify");
const { bundleFromJSON } = at("bundle");
const { verifyCheckpoint } = at("verify/dist/tlog/checkpoint.js");
const { verifyMerkleInclusion } = at("verify/dist/tlog/merkle.js");

const opened = JSON.parse(readFileSync(join(folder, "opened.json"), "utf8"));
const checkpoint = readFileSync(join(folder, "checkpoint"), "utf8");
const spki = (raw) => Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]); // RFC 8410
const [name, hint, key] = [/^(.*)\+([0-9a-f]{8})\+(.*)$/.exec(opened.vkey)].map((m) => m.slice(1))[0];
const log = Buffer.from(key, "base64").subarray(1);
const root = {
  certificateAuthorities: [], timestampAuthorities: [], ctlogs: [],
  tlogs: [{
    baseUrl: `https://${name}`, logId: { keyId: Buffer.from(hint, "hex") },
    publicKey: { rawBytes: spki(log), keyDetails: 7 },
  }],
};
const options = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };

const authors = {};
const found = { signatures: 0, inclusions: 0, refused: 0, problems: [] };
for (const { index, payload, envelope, inclusion } of opened.entries) {
  const { entry, author } = payload;
  if (entry.type === "genesis") for (const one of [...entry.roots, { ...entry.roots[0], name: "root:together" }])
    authors[one.name] = Buffer.from(one.key, "base64");
  const [{ sig, keyid }] = envelope.signatures;
  const bundle = (signature) => bundleFromJSON({
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: { publicKey: { hint: keyid }, tlogEntries: [] },
    dsseEnvelope: { ...envelope, signatures: [{ sig: signature, keyid }] },
  });
  const trust = toTrustMaterial(root, { [keyid]: { rawBytes: spki(authors[author]) } });
  const verifier = new Verifier(trust, options);
  try {
    verifier.verify(toSignedEntity(bundle(sig)));
    found.signatures += 1;
    const body = Buffer.from(JSON.stringify(envelope)); // its keys are in order already
    const proof = {
      logIndex: String(index), hashes: inclusion.map((one) => Buffer.from(one, "hex")),
      checkpoint: { envelope: checkpoint },
    };
    const tlogs = trust.tlogs;
    verifyMerkleInclusion({ canonicalizedBody: body, inclusionProof: proof },
      verifyCheckpoint({ inclusionProof: proof }, tlogs));
    found.inclusions += 1;
  } catch (problem) {
    found.problems.push(`${index}: ${problem.message}`);
  }
  const forged = Buffer.from(sig, "base64");
  forged[0] ^= 1;
  try {
    verifier.verify(toSignedEntity(bundle(forged.toString("base64"))));
  } catch {
    found.refused += 1;
  }
  if (entry.type === "key-granted") authors[entry.author] = Buffer.from(entry.key, "base64");
}
console.log(JSON.stringify(found));
