using System.Globalization;
using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Users;

/// <summary>What comes first in a list of members.</summary>
public enum UserSort
{
    [JsonStringEnumMemberName("-createdAt")]
    Newest,

    [JsonStringEnumMemberName("createdAt")]
    Oldest,

    [JsonStringEnumMemberName("username")]
    Username,
}

/// <summary>The members; with a search term, the best match first.</summary>
/// <param name="Query">Words of a name, or part of one.</param>
/// <param name="Sort">Null for newest first, and for a search, which has its own order.</param>
/// <param name="Skip">Honoured for the first page only; a cursor already knows its place.</param>
public sealed record ListUsers(string? Query, UserSort? Sort, int Skip, int Limit, string? Cursor, CountMode Count = CountMode.None)
    : IQuery<Page<UserView>>
{
    public const int DefaultLimit = 100, MaxLimit = 1000, MaxSkip = 10_000, TermMax = 200;

    internal string? Term => string.IsNullOrWhiteSpace(Query) ? null : Query.Trim();
}

public sealed class ListUsersValidator : AbstractValidator<ListUsers>
{
    public ListUsersValidator()
    {
        RuleFor(q => q.Limit).InclusiveBetween(1, ListUsers.MaxLimit);
        RuleFor(q => q.Skip).InclusiveBetween(0, ListUsers.MaxSkip)
            .WithMessage($"Must be 0 to {ListUsers.MaxSkip}. Go deeper with the cursor of a page.");
        RuleFor(q => q.Query).AtMost(ListUsers.TermMax)
            // An untouched search field may send only spaces: no search.
            .Must(term => term is null || term.Trim(' ').Length == 0 || Characters.AreVisible(term))
            .WithMessage("Must have a visible character.")
            .OverridePropertyName("q");
        RuleFor(q => q.Sort).IsInEnum();
        RuleFor(q => q.Sort).Null().When(q => q.Term is not null)
            .WithMessage("Must be left out of a search, which brings the best match first.");
        RuleFor(q => q.Count).IsInEnum();
        RuleFor(q => q.Count).NotEqual(CountMode.Estimated).When(q => q.Term is not null)
            .WithMessage("Must be none or exact for a search, of which there are no statistics.");
    }
}

public sealed class ListUsersHandler(IUserRepository users, CursorCodec cursors) : IQueryHandler<ListUsers, Page<UserView>>
{
    public async Task<Result<Page<UserView>>> Handle(ListUsers query, CancellationToken ct)
    {
        var page = query.Term is { } term ? await SearchAsync(query, term, ct) : await SortedAsync(query, ct);
        return await page.CountedAsync(query.Count, () => users.CountAsync(query.Term, query.Count, ct));
    }

    private async Task<Result<Page<UserView>>> SortedAsync(ListUsers query, CancellationToken ct)
    {
        var sort = query.Sort ?? UserSort.Newest;
        var list = sort == UserSort.Newest ? "users" : $"users?sort={sort}";
        var after = Decode(list, sort, query);
        if (!after.IsSuccess)
        {
            return after.Error;
        }

        var rows = await users.ListAsync(sort, after.Value, query.Limit + 1, ct);
        return Page<UserView>.Of(rows, query.Limit, last => sort == UserSort.Username
            ? cursors.Encode(list, last.Username)
            : cursors.Encode(list, new KeysetPosition(last.CreatedAt, last.Id)));
    }

    private Result<MemberPosition> Decode(string list, UserSort sort, ListUsers query)
    {
        if (query.Cursor is null)
        {
            return new MemberPosition(sort == UserSort.Oldest ? KeysetPaging.Oldest : KeysetPaging.Newest, "", query.Skip);
        }

        if (sort == UserSort.Username)
        {
            return cursors.Decode(list, query.Cursor) is [var name]
                ? new MemberPosition(KeysetPaging.Oldest, name, 0)
                : CursorCodec.Malformed;
        }

        var time = cursors.DecodePosition(list, query.Cursor);
        return time.IsSuccess ? new MemberPosition(time.Value!, "", 0) : time.Error;
    }

    private async Task<Result<Page<UserView>>> SearchAsync(ListUsers query, string term, CancellationToken ct)
    {
        var list = $"users?q={term}";
        var start = new UserPosition(null, null, query.Skip);
        if (query.Cursor is not null)
        {
            if (cursors.Decode(list, query.Cursor) is not [var rank, var id]
                || !float.TryParse(rank, NumberStyles.Float, CultureInfo.InvariantCulture, out var afterRank)
                || !Guid.TryParse(id, out var afterId))
            {
                return CursorCodec.Malformed;
            }

            start = new UserPosition(afterRank, afterId, 0);
        }

        var rows = await users.SearchAsync(term, start, query.Limit + 1, ct);
        return Page<RankedUser>.Of(
                rows,
                query.Limit,
                last => cursors.Encode(list, last.Rank.ToString("R", CultureInfo.InvariantCulture), last.User.Id.ToString("N")))
            .Map(r => r.User);
    }
}
