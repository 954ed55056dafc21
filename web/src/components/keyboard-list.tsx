/** The list under `?`, made of what is bound on the page right now. */
import { type Binding, groups, keysAreOn, keysAreOpen, turnKeys } from "../state/keys";
import { t } from "../texts";
import { Check } from "./choice";
import { Dialog } from "./dialog";

function Keys({ keys }: { keys: Binding["keys"] }) {
  const parts = keys.length > 1 ? keys.split("+") : [keys];
  return (
    <>
      {parts.map((part) => (
        <kbd key={part}>{part}</kbd>
      ))}
    </>
  );
}

export function KeyboardList() {
  if (!keysAreOpen.value) return null;
  return (
    <Dialog title={t().shell.keyboard} onClose={() => (keysAreOpen.value = false)}>
      <div class="stack">
        <Check as="switch" checked={keysAreOn.value} onChecked={turnKeys}>
          {t().shell.keyboardTurnedOn}
        </Check>
        <p class="small quiet">{t().shell.keyboardFields}</p>
        {groups.value.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <table class="dense roomy">
              <tbody>
                {group.bindings.map((binding) => (
                  <tr key={binding.keys}>
                    <th scope="row" class="keys">
                      <Keys keys={binding.keys} />
                    </th>
                    <td>{binding.label}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
