using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Tags;

/// <summary>
/// Renames a tag to a name that no post has, or merges it into one that posts have. Every post follows at once, and the
/// old name becomes an alias of the new one.
/// </summary>
public sealed record RenameOrMergeTag(string Name, string Into, bool Merge) : ICommand<ReplacedTag>;

public sealed class RenameOrMergeTagValidator : AbstractValidator<RenameOrMergeTag>
{
    public RenameOrMergeTagValidator() => RuleFor(c => c.Into).IsTag().OverridePropertyName("into");
}

public sealed class RenameOrMergeTagHandler(ITagRepository tags) : ICommandHandler<RenameOrMergeTag, ReplacedTag>
{
    public async Task<Result<ReplacedTag>> Handle(RenameOrMergeTag command, CancellationToken ct)
    {
        if (TagName.Normalize(command.Name) is not { } from)
        {
            return PostErrors.TagNotFound;
        }

        var into = TagName.Normalize(command.Into)!;
        return await (command.Merge ? TagReplacement.Merge(from, into) : TagReplacement.Rename(from, into))
            .ThenAsync(replacement => ReplaceAsync(replacement, ct));
    }

    private async Task<Result<ReplacedTag>> ReplaceAsync(TagReplacement replacement, CancellationToken ct)
    {
        var (outcome, posts) = await tags.TryReplaceAsync(replacement, ct);
        return outcome switch
        {
            ReplaceTagOutcome.Replaced => new ReplacedTag(replacement.Into.Value, posts),
            ReplaceTagOutcome.Refused => replacement.Refusal,
            ReplaceTagOutcome.Misspelt => PostErrors.NewNameRefused,
        };
    }
}
