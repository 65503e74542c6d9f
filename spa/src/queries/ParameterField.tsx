import { Field } from '../Field';
import { strings } from '../strings';
import type { Parameter } from '../wire';
import { mustBeFilled } from './arguments';

/** The label of one parameter, and the control that fits its type. */
export function ParameterField({
  parameter,
  value,
  fault,
  onChange,
}: {
  readonly parameter: Parameter;
  readonly value: string | boolean;
  readonly fault: string | undefined;
  readonly onChange: (value: string | boolean) => void;
}) {
  const { name, type, label, min, max, choices } = parameter;
  const filled = mustBeFilled(parameter);
  const text = typeof value === 'string' ? value : '';
  const onType = (event: { readonly target: { readonly value: string } }) => {
    onChange(event.target.value);
  };
  const range = { min: min ?? undefined, max: max ?? undefined };

  return (
    <Field
      label={filled || type === 'boolean' ? label : strings.run.optional(label)}
      fault={fault}
      hint={hintFor(parameter)}
    >
      {(control) => {
        const common = { ...control, name, 'aria-required': filled };
        switch (type) {
          case 'month':
            // A browser without a month control shows a text field, so there is a pattern.
            return (
              <input
                {...common}
                {...range}
                type="month"
                pattern="\d{4}-(0[1-9]|1[0-2])"
                placeholder="YYYY-MM"
                value={text}
                onChange={onType}
              />
            );
          case 'date':
            return <input {...common} {...range} type="date" value={text} onChange={onType} />;
          case 'integer':
          case 'number':
            return (
              <input
                {...common}
                {...range}
                type="number"
                inputMode={type === 'integer' ? 'numeric' : 'decimal'}
                step={type === 'integer' ? 1 : 'any'}
                value={text}
                onChange={onType}
              />
            );
          case 'choice':
            return (
              <select {...common} value={text} onChange={onType}>
                {!filled && <option value="" />}
                {choices.map((choice) => (
                  <option key={choice}>{choice}</option>
                ))}
              </select>
            );
          case 'boolean':
            return (
              <input
                {...control}
                name={name}
                type="checkbox"
                checked={value === true}
                onChange={(event) => {
                  onChange(event.target.checked);
                }}
              />
            );
          case 'text':
            return <input {...common} type="text" value={text} onChange={onType} />;
        }
      }}
    </Field>
  );
}

const words = strings.run.hint;

function hintFor({ type, min, max }: Parameter): string | null {
  if (type === 'text') {
    return max === null ? null : words.characters(max);
  }
  if (type === 'choice' || type === 'boolean') {
    return null;
  }
  if (min !== null && max !== null) {
    return words.between(min, max);
  }
  if (min !== null) {
    return words.least(min);
  }
  return max === null ? null : words.most(max);
}
