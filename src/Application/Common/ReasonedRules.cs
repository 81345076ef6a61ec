using FluentValidation;

namespace Agora.Application.Common;

/// <summary>Rules with several possible reasons for a violation.</summary>
internal static class ReasonedRules
{
    /// <param name="refusal">The reason of a violation; null for a valid value.</param>
    public static IRuleBuilderOptions<T, TValue> Satisfies<T, TValue>(this IRuleBuilder<T, TValue> rule, Func<TValue, string?> refusal) =>
        rule.Must((_, value, context) =>
        {
            if (refusal(value) is not { } reason)
            {
                return true;
            }

            context.MessageFormatter.AppendArgument("Reason", reason);
            return false;
        }).WithMessage("{Reason}");
}
