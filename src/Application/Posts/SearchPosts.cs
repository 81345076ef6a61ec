using System.Globalization;
using Agora.Application.Common;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Posts;
using FluentValidation;

namespace Agora.Application.Posts;

/// <summary>Published posts that match, best first, each read in its own language.</summary>
/// <param name="Term">Words, "phrases", or, -not.</param>
/// <param name="Author">An id or a username.</param>
/// <param name="From">Published at or after.</param>
/// <param name="To">Published before.</param>
/// <param name="Metadata">A JSON object of members that the metadata must have.</param>
public sealed record SearchPosts(
    string? Term, string? Tag, string? Author, DateTimeOffset? From, DateTimeOffset? To, string? Metadata, int Limit, string? Cursor)
    : IQuery<Page<FoundPost>>
{
    public const int TermMax = 200;
}

public sealed class SearchPostsValidator : AbstractValidator<SearchPosts>
{
    public SearchPostsValidator()
    {
        RuleFor(q => q.Term)
            .Must(term => Characters.AreVisible(term) && term!.Length <= SearchPosts.TermMax)
            .WithMessage($"Must be 1 to {SearchPosts.TermMax} characters, at least one of them visible.")
            .OverridePropertyName("q");
        RuleFor(q => q.Tag).IsTag();
        RuleFor(q => q.Author).IsUserReference();
        RuleFor(q => q.Metadata)
            .Satisfies(text => text is null ? null : PostMetadata.Refusal(text));
        RuleFor(q => q.Limit).IsLimit();
    }
}

public sealed class SearchPostsHandler(IPostLists posts, IUserRepository users, CursorCodec cursors) : IQueryHandler<SearchPosts, Page<FoundPost>>
{
    public async Task<Result<Page<FoundPost>>> Handle(SearchPosts query, CancellationToken ct)
    {
        var author = query.Author is { } reference ? await users.ResolveAsync(reference, ct) : (Guid?)null;
        var wanted = new PostQuery(query.Term!.Trim(), Tag.Normalize(query.Tag), author, query.From, query.To, query.Metadata);

        // The two texts that the caller chooses freely come last and with their length, so that no two searches share a name.
        var list = string.Create(
            CultureInfo.InvariantCulture,
            $"posts/search?tag={wanted.Tag}&author={wanted.Author}&from={wanted.From:O}&to={wanted.To:O}&metadata={wanted.Metadata?.Length}:{wanted.Metadata}&q={wanted.Term}");
        RankedKey? after = null;
        if (query.Cursor is not null)
        {
            if (cursors.Decode(list, query.Cursor) is not [var rank, var id]
                || !float.TryParse(rank, NumberStyles.Float, CultureInfo.InvariantCulture, out var afterRank)
                || !Guid.TryParseExact(id, "N", out var afterId))
            {
                return CursorCodec.Malformed;
            }

            after = new RankedKey(afterRank, afterId);
        }

        var rows = await posts.SearchAsync(wanted, after, query.Limit + 1, ct);
        return Page<FoundPost>.Of(
            rows,
            query.Limit,
            last => cursors.Encode(list, last.Rank.ToString("R", CultureInfo.InvariantCulture), last.Post.Id.ToString("N")));
    }
}
