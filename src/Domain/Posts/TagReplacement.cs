using Agora.Domain.Common;

namespace Agora.Domain.Posts;

/// <summary>
/// That one tag takes the place of another on every post, and its old name means the other from then on (an alias).
/// A rename needs a name that is on no post, a merge one that is on posts. The two names are never the same.
/// </summary>
public sealed class TagReplacement
{
    private TagReplacement(TagName from, TagName into, bool isMerge)
    {
        From = from;
        Into = into;
        IsMerge = isMerge;
    }

    public TagName From { get; }

    public TagName Into { get; }

    /// <summary>Whether posts must have the other tag before, or must not.</summary>
    public bool IsMerge { get; }

    /// <summary>What it means when the tags are not on posts as the replacement needs.</summary>
    public Error Refusal => IsMerge ? PostErrors.TagNotMergeable : PostErrors.TagTaken;

    public static Result<TagReplacement> Rename(TagName from, TagName into) => Create(from, into, isMerge: false);

    public static Result<TagReplacement> Merge(TagName from, TagName into) => Create(from, into, isMerge: true);

    private static Result<TagReplacement> Create(TagName from, TagName into, bool isMerge) =>
        from == into ? PostErrors.TagItself : new TagReplacement(from, into, isMerge);
}
