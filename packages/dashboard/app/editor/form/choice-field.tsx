import type { FieldProps, RJSFSchema } from '@rjsf/utils';
import { useRef } from 'react';
import { isJsonObject, type JsonObject } from '../document/json.ts';
import { valueForOption } from '../document/option-value.ts';

/** A choice between kinds of settings (`anyOf`, `oneOf`): its options, and the fields of the one that is chosen. */
export function ChoiceField(props: FieldProps) {
  const { options, schema, formData, fieldPathId, registry, onChange, disabled, errorSchema, uiSchema } =
    props;
  const { schemaUtils, fields } = registry;
  const value = formData ?? null;
  const choices = (options as RJSFSchema[]).map((option) => schemaUtils.retrieveSchema(option, value));
  const chosen = Math.max(0, schemaUtils.getClosestMatchingOption(value, choices, 0));
  const kept = useRef<Record<number, JsonObject>>({});
  const choose = (next: number) => {
    if (isJsonObject(value)) kept.current[chosen] = value;
    const from = { ...kept.current[next], ...(isJsonObject(value) ? value : {}) };
    onChange(valueForOption(from, { from: choices[chosen], to: choices[next] }), fieldPathId.path);
  };
  const inner = choices[chosen] && withoutFixed(choices[chosen]);
  const { SchemaField } = fields;
  const { __errors: _, ...innerErrors } = errorSchema ?? {};
  return (
    <>
      <fieldset className="grid gap-2" disabled={disabled}>
        <legend className="mb-1 text-sm font-medium">{legendOf(schema, choices)}</legend>
        {choices.map((choice, index) => (
          <Option
            key={choice.title ?? index}
            choice={choice}
            name={`${fieldPathId.$id}-choice`}
            isChosen={index === chosen}
            onChoose={() => choose(index)}
          />
        ))}
      </fieldset>
      {inner?.type === 'object' && Object.keys(inner.properties ?? {}).length > 0 && SchemaField && (
        <SchemaField
          {...props}
          schema={inner}
          uiSchema={{ ...uiSchema, 'ui:options': { ...uiSchema?.['ui:options'], isOption: true } }}
          errorSchema={innerErrors}
        />
      )}
    </>
  );
}

interface OptionProps {
  choice: RJSFSchema;
  name: string;
  isChosen: boolean;
  onChoose: () => void;
}

function Option({ choice, name, isChosen, onChoose }: OptionProps) {
  return (
    <label className="grid grid-cols-[auto_1fr] items-start gap-x-3 text-sm">
      <input
        type="radio"
        className="mt-0.5 size-4 accent-primary"
        name={name}
        checked={isChosen}
        onChange={onChoose}
      />
      <span className="font-medium">{choice.title}</span>
      <span className="col-start-2 text-muted-foreground">{choice.description}</span>
    </label>
  );
}

/** The option without what choosing it has already said. */
function withoutFixed(option: RJSFSchema): RJSFSchema {
  const { title: _, description: __, ...rest } = option;
  const open = Object.entries(option.properties ?? {}).filter(
    ([, property]) => typeof property === 'object' && property.const === undefined,
  );
  return { ...rest, properties: Object.fromEntries(open) };
}

function legendOf(schema: RJSFSchema, choices: readonly RJSFSchema[]): string {
  const fixed = Object.values(choices[0]?.properties ?? {}).find(
    (property) => typeof property === 'object' && property.const !== undefined,
  );
  return (typeof fixed === 'object' ? fixed.title : undefined) ?? schema.title ?? '';
}
