using Agora.Application.Comments;
using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Moderation;
using FluentValidation;

namespace Agora.Application.Moderation;

internal static class ModerationValidation
{
    public static IRuleBuilderOptions<T, string?> IsWords<T>(this IRuleBuilder<T, string?> rule, int most) =>
        rule.Must(text => ModerationRules.IsText(text, most)).WithMessage($"Must be 1 to {most} characters.");

    public static IRuleBuilderOptions<T, int> IsModerationLimit<T>(this IRuleBuilder<T, int> rule) =>
        rule.InclusiveBetween(1, ModerationRules.PageMax);

    /// <summary>One page of a list that runs from old to new.</summary>
    public static async Task<Result<Page<T>>> RisingPageAsync<T>(
        this CursorCodec cursors,
        string list,
        string? cursor,
        int limit,
        Func<TimedKey, int, Task<IReadOnlyList<T>>> read,
        Func<T, TimedKey> key)
    {
        var after = cursors.DecodeTimed(list, cursor);
        if (!after.IsSuccess)
        {
            return after.Error;
        }

        var rows = await read(after.Value ?? ThreadCursors.Oldest, limit + 1);
        return Page<T>.Of(rows, limit, last => cursors.Encode(list, key(last)));
    }
}
