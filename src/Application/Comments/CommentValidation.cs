using Agora.Domain.Comments;
using FluentValidation;

namespace Agora.Application.Comments;

internal static class CommentValidation
{
    public static IRuleBuilderOptions<T, string> IsCommentBody<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(CommentRules.IsBody).WithMessage($"Must be 1 to {CommentRules.BodyMax} characters, at least one of them visible.");

    public static IRuleBuilderOptions<T, int> IsCommentLimit<T>(this IRuleBuilder<T, int> rule) =>
        rule.InclusiveBetween(1, CommentRules.PageMax);
}
