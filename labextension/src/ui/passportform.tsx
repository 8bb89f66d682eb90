/** The form in which a person says what a reader must know of a data set. */

import {
  Dialog,
  Notification,
  ReactWidget,
  showDialog
} from '@jupyterlab/apputils';
import type { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { FIELDS, missingFields, type PassportField } from '../passports';
import type { Passport } from '../record';
import { loadPassport, savePassport, type IFiled } from './passportserver';
import { fieldAsked, fieldWord } from './fields';

type Told = Readonly<Partial<Record<PassportField, string>>>;

/**
 * Ask for the passport of a data file, and write it beside the data.
 *
 * `known` is what the notebook tells already, for where no file does. Null where the person changed their mind, or it could not be written: then it is said.
 */
export async function askPassport(
  settings: ServerConnection.ISettings,
  trans: TranslationBundle,
  notebook: string,
  path: string,
  known: Passport | null
): Promise<Passport | null> {
  try {
    const filed = await loadPassport(settings, notebook, path);
    const { button, value } = await showDialog<Told>({
      title: trans.__('Passport of %1', path),
      body: new PassportForm(trans, filed, filed.passport ?? known),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('Write') })
      ],
      focusNodeSelector: 'textarea'
    });
    if (!button.accept || !value) {
      return null;
    }
    return (await savePassport(settings, filed, value)).passport;
  } catch (reason) {
    Notification.error(
      trans.__(
        'The passport could not be written: %1',
        reason instanceof Error ? reason.message : String(reason)
      )
    );
    return null;
  }
}

class PassportForm extends ReactWidget implements Dialog.IBodyWidget<Told> {
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _filed: IFiled,
    passport: Passport | null
  ) {
    super();
    this.addClass('jp-aiprov-Form');
    const told = FIELDS.map(field => [field, passport?.[field] ?? '']);
    this._told = Object.fromEntries(told) as Told;
  }

  getValue(): Told {
    return this._told;
  }

  protected override render(): React.ReactElement {
    const { file, error } = this._filed;
    const needed = missingFields(null);
    return (
      <>
        <p className="jp-aiprov-Quiet">
          {this._trans.__(
            'It is written to %1, tied to the data by digest.',
            file
          )}
        </p>
        {error && <em role="alert">{error}</em>}
        <div className="jp-aiprov-Form-grid">
          {FIELDS.map(field => (
            <label key={field} className="jp-aiprov-Field">
              <span>
                {fieldWord('Passport', field)}
                {needed.includes(field)
                  ? ''
                  : ` (${this._trans.__('optional')})`}
              </span>
              <textarea
                className="jp-mod-styled"
                name={field}
                rows={2}
                value={this._told[field]}
                placeholder={fieldAsked('Passport', field)}
                onChange={({ target: { value } }) => {
                  this._told = { ...this._told, [field]: value };
                  this.update();
                }}
              />
            </label>
          ))}
        </div>
      </>
    );
  }

  private _told: Told;
}
