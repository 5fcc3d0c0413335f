import type { ObjectFieldTemplateProps } from '@rjsf/utils';
import { texts } from '../../texts/texts.ts';
import { Card } from '../../ui/card.tsx';
import { Folded } from './folded.tsx';
import { SECTIONS, type SectionName, sectionOf } from './form-layout.ts';

/** The whole form, part by part. */
export function Sections({ properties, errorSchema }: ObjectFieldTemplateProps) {
  const names = Object.keys(SECTIONS) as SectionName[];
  const wrong = Object.keys(errorSchema ?? {}).map(sectionOf);
  return (
    <div className="grid gap-4">
      {properties.filter(({ name }) => name === 'user_id').map(({ content }) => content)}
      {names.map((section) => {
        const inside = properties.filter(({ name }) => name !== 'user_id' && sectionOf(name) === section);
        if (inside.length === 0) return null;
        const contents = inside.map(({ content }) => content);
        if (section === 'advanced') {
          return (
            <Folded
              key={section}
              title={texts.editor.sections.advanced}
              isForcedOpen={wrong.includes(section)}
            >
              {contents}
            </Folded>
          );
        }
        return (
          <Card key={section} title={texts.editor.sections[section]}>
            <div className="grid gap-5">{contents}</div>
          </Card>
        );
      })}
    </div>
  );
}
