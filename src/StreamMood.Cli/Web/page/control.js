/** Decisions go to the server with the token in the header. It is kept in this variable and nowhere else. */
let token = null;
let notify = () => {};

export const unlocked = () => token !== null;
export const onNotice = (f) => (notify = f);

export function setUp(button, dialog, changed) {
  const input = dialog.querySelector("input");
  const close = (value) => {
    token = value;
    input.value = "";
    dialog.close();
    button.textContent = token ? "Lock" : "Unlock";
    changed();
  };
  button.addEventListener("click", () => {
    if (token) close(null);
    else dialog.showModal();
  });
  dialog.querySelector("#token-ok").addEventListener("click", () => close(input.value || null));
  dialog.querySelector("#token-cancel").addEventListener("click", () => dialog.close());
  input.addEventListener("keydown", (e) => e.key === "Enter" && close(input.value || null));
}

export async function decide(request) {
  try {
    const response = await fetch("/api/control", {
      method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: JSON.stringify(request),
    });
    if (response.status === 401) {
      notify("The server does not know this token. Lock, and unlock with the right one.");
      return;
    }
    const answer = await response.json();
    notify(answer.error ?? `Decided. It holds from ${new Date(answer.from).toLocaleTimeString()}; undo stands beside it.`);
  } catch {
    notify("The server cannot be reached; nothing was decided.");
  }
}
