using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Tags;

/// <summary>
/// Renames a tag to a name that no post has, or merges it into one that posts have. Every post follows at once, and whoever
/// writes the old name from now on means the new one.
/// </summary>
public sealed record ReplaceTag(string Name, string Into, bool Merge) : ICommand<ReplacedTag>;

public sealed class ReplaceTagValidator : AbstractValidator<ReplaceTag>
{
    public ReplaceTagValidator() => RuleFor(c => c.Into).IsTag().OverridePropertyName("into");
}

public sealed class ReplaceTagHandler(ITagRepository tags) : ICommandHandler<ReplaceTag, ReplacedTag>
{
    public async Task<Result<ReplacedTag>> Handle(ReplaceTag command, CancellationToken ct)
    {
        var into = TagName.Normalize(command.Into)!;
        if (TagName.Normalize(command.Name) is not { } from)
        {
            return PostErrors.TagNotFound;
        }

        if (from == into)
        {
            return PostErrors.TagItself;
        }

        var (outcome, posts) = await tags.ReplaceAsync(from.Value, into.Value, command.Merge, ct);
        return outcome switch
        {
            ReplaceTagOutcome.Replaced => new ReplacedTag(into.Value, posts),
            ReplaceTagOutcome.Refused => command.Merge ? PostErrors.TagNotMergeable : PostErrors.TagTaken,
            ReplaceTagOutcome.Misspelt => PostErrors.TagsRefused,
        };
    }
}
