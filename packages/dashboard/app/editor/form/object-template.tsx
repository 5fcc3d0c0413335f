import type { ObjectFieldTemplatePropertyType, ObjectFieldTemplateProps, RJSFSchema } from '@rjsf/utils';
import { getUiOptions } from '@rjsf/utils';
import { texts } from '../../texts/texts.ts';
import { isJsonObject } from '../document/json.ts';
import { Folded } from './folded.tsx';
import { Sections } from './sections.tsx';

/** The fields of an object; those that few people need are folded away until something is wrong with one of them. */
export function ObjectTemplate(props: ObjectFieldTemplateProps) {
  const { properties, fieldPathId, uiSchema, schema, formData, errorSchema } = props;
  if (fieldPathId.path.length === 0) return <Sections {...props} />;
  const advanced = getUiOptions(uiSchema).advanced;
  const folded = Array.isArray(advanced) ? (advanced as string[]) : [];
  const isFolded = ({ name }: ObjectFieldTemplatePropertyType) => folded.includes(name);
  const wrong = Object.keys(errorSchema ?? {});
  return (
    <div className="grid gap-5">
      {properties.filter((property) => !isFolded(property)).map(({ content }) => content)}
      {properties.some(isFolded) && (
        <Folded title={texts.editor.advanced} isForcedOpen={folded.some((name) => wrong.includes(name))}>
          {properties.filter(isFolded).map(({ content }) => content)}
        </Folded>
      )}
      {getUiOptions(uiSchema).isOption !== true && <OtherKeys known={knownKeys(schema)} value={formData} />}
    </div>
  );
}

/** The keys that have a field, in whatever option of the object. */
function knownKeys({ properties, anyOf = [], oneOf = [] }: RJSFSchema): string[] {
  const options = [...anyOf, ...oneOf].filter((option) => typeof option === 'object');
  return [properties ?? {}, ...options.map((option) => option.properties ?? {})].flatMap(Object.keys);
}

/** Keys without a field, such as options of the library below. */
function OtherKeys({ known, value }: { known: readonly string[]; value: unknown }) {
  const keys = Object.keys(isJsonObject(value) ? value : {}).filter((key) => !known.includes(key));
  if (keys.length === 0) return null;
  return <p className="text-sm text-muted-foreground">{texts.editor.otherKeys(keys)}</p>;
}
