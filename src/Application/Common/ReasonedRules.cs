using FluentValidation;

namespace Agora.Application.Common;

/// <summary>Rules that can be broken in several ways, and say in which.</summary>
internal static class ReasonedRules
{
    /// <param name="refusal">What is wrong with the value; null when nothing is.</param>
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
