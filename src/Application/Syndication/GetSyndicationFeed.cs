using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Application.Tags;
using Agora.Application.Texts;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Syndication;

public enum FeedKind
{
    /// <summary>Everything.</summary>
    Site,

    /// <summary>What the person with this username wrote.</summary>
    Author,

    /// <summary>What has this tag.</summary>
    Tag,

    /// <summary>What matches these words.</summary>
    Search,
}

/// <summary>The newest published posts for feed readers, with their whole text.</summary>
/// <param name="Of">A username, a tag or words, as the kind asks for.</param>
/// <param name="Origin">The address at which the API was asked, without a path.</param>
public sealed record GetSyndicationFeed(FeedKind Kind, string? Of, Uri Origin) : IQuery<SyndicationFeed>
{
    public const int Length = 20;
}

/// <param name="Subject">What the feed is of, as it is written; null for the whole site.</param>
/// <param name="UpdatedAt">The last change of anything in it; null while it is empty.</param>
public sealed record SyndicationFeed(FeedKind Kind, string? Subject, DateTimeOffset? UpdatedAt, IReadOnlyList<SyndicationEntry> Items);

/// <param name="Page">Where the post is shown.</param>
/// <param name="Html">The whole text, safe to show, with absolute addresses.</param>
/// <param name="AuthorName">Null when the account was closed.</param>
public sealed record SyndicationEntry(
    Guid Id,
    Uri Page,
    string Title,
    string Html,
    string Excerpt,
    string? AuthorName,
    IReadOnlyList<string> Tags,
    DateTimeOffset PublishedAt,
    DateTimeOffset UpdatedAt);

public sealed class GetSyndicationFeedValidator : AbstractValidator<GetSyndicationFeed>
{
    public GetSyndicationFeedValidator()
    {
        RuleFor(q => q.Of)
            .Must(words => Characters.AreVisible(words) && words!.Length <= SearchPosts.TermMax)
            .WithMessage($"Must be 1 to {SearchPosts.TermMax} characters, at least one of them visible.")
            .When(q => q.Kind == FeedKind.Search)
            .OverridePropertyName("q");
    }
}

public sealed class GetSyndicationFeedHandler(ISyndicatedPosts posts, ITagRepository tags, IMarkdown markdown, SyndicationSettings settings)
    : IQueryHandler<GetSyndicationFeed, SyndicationFeed>
{
    public async Task<Result<SyndicationFeed>> Handle(GetSyndicationFeed query, CancellationToken ct)
    {
        var subject = query.Kind == FeedKind.Tag ? TagName.Normalize(query.Of)?.Value : query.Of?.Trim();
        if (query.Kind == FeedKind.Tag && subject is null)
        {
            return PostErrors.TagNotFound;
        }

        // The names of people are ASCII; the database would read some other characters as one of theirs.
        if (query.Kind == FeedKind.Author && !UserRules.IsUsername(subject))
        {
            return UserErrors.NotFound;
        }

        var found = query.Kind switch
        {
            FeedKind.Site => await posts.NewestAsync(GetSyndicationFeed.Length, ct),
            FeedKind.Author => await posts.OfAuthorAsync(subject!, GetSyndicationFeed.Length, ct),
            FeedKind.Tag => await posts.WithTagAsync(subject!, GetSyndicationFeed.Length, ct),
            FeedKind.Search => await posts.MatchingAsync(subject!, GetSyndicationFeed.Length, ct),
        };
        if (found is null)
        {
            return UserErrors.NotFound;
        }

        if (query.Kind == FeedKind.Tag && found.Count == 0 && await tags.FindAsync(subject!, ct) is null)
        {
            return PostErrors.TagNotFound;
        }

        var items = found.Select(post => Item(post, settings.PageOf(query.Origin, post.Id)));
        return new SyndicationFeed(query.Kind, subject, found.Count == 0 ? null : found.Max(post => post.UpdatedAt), [.. items]);
    }

    private SyndicationEntry Item(SyndicatedPost post, Uri page) => new(
        post.Id,
        page,
        post.Title,
        markdown.ToHtml(post.Body, post.Id, page),
        post.Excerpt,
        post.FullName ?? post.Username,
        post.Tags,
        post.PublishedAt,
        post.UpdatedAt);
}
