// Passkeys: the browser is asked for one, and what it answers is handed on. The pages work without them.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

// send hands something to the server, and gives what it answers; what is wrong is thrown in the server's words.
async function send(path, body) {
  const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json' }, body: JSON.stringify(body) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.message + (said.hint ? ': ' + said.hint : ''));
  return said;
}

// keysIn are descriptors of keys with their identifiers as bytes.
const keysIn = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

async function make(name) {
  const { secret, options } = await send('/account/keys/ask', {});
  const made = await navigator.credentials.create({ publicKey: {
    ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: keysIn(options.excludeCredentials),
  } });
  const said = made.response;
  return send('/account/keys', { secret, name, answer: {
    id: made.id, rawId: text(made.rawId), type: made.type, authenticatorAttachment: made.authenticatorAttachment || undefined, clientExtensionResults: made.getClientExtensionResults(),
    response: { clientDataJSON: text(said.clientDataJSON), attestationObject: text(said.attestationObject), transports: said.getTransports ? said.getTransports() : [] },
  } });
}

async function show(to) {
  const { secret, options } = await send('/signin/key/ask', {});
  const shown = await navigator.credentials.get({ publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: keysIn(options.allowCredentials) } });
  const said = shown.response;
  return send('/signin/key', { secret, to, answer: {
    id: shown.id, rawId: text(shown.rawId), type: shown.type, authenticatorAttachment: shown.authenticatorAttachment || undefined, clientExtensionResults: shown.getClientExtensionResults(),
    response: { clientDataJSON: text(said.clientDataJSON), authenticatorData: text(said.authenticatorData), signature: text(said.signature), userHandle: said.userHandle ? text(said.userHandle) : null },
  } });
}

// inWords is what a browser's refusal means.
function inWords(fault) {
  if (fault.name === 'NotAllowedError' || fault.name === 'AbortError') return 'No passkey was shown: you said no, it took too long, or there is none of this server here.';
  if (fault.name === 'InvalidStateError') return 'This device has a passkey of yours already.';
  return fault.message;
}

// when does something with a key, leads where the server says, and tells what went wrong.
async function when(button, act) {
  const fault = document.getElementById('keyfault');
  fault.hidden = true;
  button.disabled = true;
  try {
    const { to } = await act();
    location.assign(to);
    if (to.startsWith(location.pathname + '#')) location.reload();
  } catch (wrong) {
    fault.textContent = inWords(wrong);
    fault.hidden = false;
  } finally {
    button.disabled = false;
  }
}

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const part of document.querySelectorAll('.bykey')) part.hidden = false;
  document.getElementById('showkey')?.addEventListener('click', (event) => when(event.target, () => show(event.target.dataset.to)));
  document.getElementById('makekey')?.addEventListener('submit', (event) => {
    event.preventDefault();
    when(event.target.querySelector('button'), () => make(event.target.elements.name.value));
  });
} else {
  const none = document.getElementById('nokeys');
  if (none) none.hidden = false;
}
