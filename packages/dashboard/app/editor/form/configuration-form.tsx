import { withTheme } from '@rjsf/core';
import { Theme } from '@rjsf/shadcn';
import type { RJSFSchema } from '@rjsf/utils';
import { useMemo } from 'react';
import { texts } from '../../texts/texts.ts';
import type { JsonObject } from '../document/json.ts';
import type { DocumentProblem } from '../validation/find-problems.ts';
import { errorsByField, formValidator } from '../validation/form-validator.ts';
import { ChoiceField } from './choice-field.tsx';
import { FIELD_PREFIX } from './field-id.ts';
import { FieldTemplate } from './field-template.tsx';
import type { EditorFormContext } from './form-context.ts';
import { FORM_LAYOUT } from './form-layout.ts';
import { formSchema } from './form-schema.ts';
import { ObjectTemplate } from './object-template.tsx';
import { BotIdField, OnlyInJsonField, TrackedGroupsField } from './plain-fields.tsx';
import { SecretInput } from './secret-input.tsx';
import { ContactWhitelistField, GroupWhitelistField } from './whitelist-field.tsx';
import { ChoiceInput, LineInput, PersonaInput, SwitchInput } from './widgets.tsx';

const Form = withTheme<JsonObject, RJSFSchema>({
  ...Theme,
  templates: { ...Theme.templates, FieldTemplate, ObjectFieldTemplate: ObjectTemplate },
  widgets: {
    ...Theme.widgets,
    TextWidget: LineInput,
    UpDownWidget: LineInput,
    SelectWidget: ChoiceInput,
    CheckboxWidget: SwitchInput,
    PasswordWidget: SecretInput,
    persona: PersonaInput,
  },
  fields: {
    AnyOfField: ChoiceField,
    OneOfField: ChoiceField,
    botId: BotIdField,
    contactWhitelist: ContactWhitelistField,
    groupWhitelist: GroupWhitelistField,
    trackedGroups: TrackedGroupsField,
    onlyInJson: OnlyInJsonField,
  },
} as never);

interface ConfigurationFormProps {
  schema: JsonObject;
  context: EditorFormContext;
  problems: readonly DocumentProblem[];
  isDisabled: boolean;
  onChange: (document: JsonObject) => void;
}

/** The settings of a bot as a form, made from their JSON Schema. */
export function ConfigurationForm({
  schema,
  context,
  problems,
  isDisabled,
  onChange,
}: ConfigurationFormProps) {
  const drawn = useMemo(() => formSchema(schema) as RJSFSchema, [schema]);
  const errors = useMemo(() => errorsByField(problems), [problems]);
  return (
    <Form
      tagName="div"
      aria-label={texts.editor.form}
      schema={drawn}
      uiSchema={FORM_LAYOUT}
      validator={formValidator}
      formData={context.document}
      formContext={context}
      extraErrors={errors}
      idPrefix={FIELD_PREFIX}
      idSeparator="."
      disabled={isDisabled}
      noValidate
      noHtml5Validate
      showErrorList={false}
      experimental_defaultFormStateBehavior={{ emptyObjectFields: 'skipDefaults', constAsDefaults: 'never' }}
      onChange={({ formData }) => {
        if (formData !== undefined) onChange(formData);
      }}
    />
  );
}
