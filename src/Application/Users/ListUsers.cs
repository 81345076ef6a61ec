using System.Globalization;
using Agora.Application.Common;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Users;

/// <summary>The members, newest first; with a search term, the best match first.</summary>
/// <param name="Skip">Honoured for the first page only; a cursor already knows its place.</param>
public sealed record ListUsers(string? Search, int Skip, int Limit, string? Cursor) : IQuery<Page<UserView>>
{
    public const int DefaultLimit = 100, MaxLimit = 1000, MaxSkip = 10_000, SearchMax = 200;
}

public sealed class ListUsersValidator : AbstractValidator<ListUsers>
{
    public ListUsersValidator()
    {
        RuleFor(q => q.Limit).InclusiveBetween(1, ListUsers.MaxLimit);
        RuleFor(q => q.Skip).InclusiveBetween(0, ListUsers.MaxSkip)
            .WithMessage($"Must be 0 to {ListUsers.MaxSkip}. Go deeper with the cursor of a page.");
        RuleFor(q => q.Search).AtMost(ListUsers.SearchMax);
    }
}

public sealed class ListUsersHandler(IUserRepository users, CursorCodec cursors) : IQueryHandler<ListUsers, Page<UserView>>
{
    public Task<Result<Page<UserView>>> Handle(ListUsers query, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(query.Search) ? NewestAsync(query, ct) : SearchAsync(query, query.Search.Trim(), ct);

    private async Task<Result<Page<UserView>>> NewestAsync(ListUsers query, CancellationToken ct)
    {
        var after = cursors.DecodeTimed("users", query.Cursor);
        if (!after.IsSuccess)
        {
            return after.Error;
        }

        var start = new UserPosition(after.Value?.At, null, after.Value?.Id, after.Value is null ? query.Skip : 0);
        var rows = await users.ListAsync(start, query.Limit + 1, ct);
        return Page<UserView>.Of(rows, query.Limit, last => cursors.Encode("users", new TimedKey(last.CreatedAt, last.Id)));
    }

    private async Task<Result<Page<UserView>>> SearchAsync(ListUsers query, string term, CancellationToken ct)
    {
        var list = $"users?search={term}";
        var start = new UserPosition(null, null, null, query.Skip);
        if (query.Cursor is not null)
        {
            if (cursors.Decode(list, query.Cursor) is not [var rank, var id]
                || !float.TryParse(rank, NumberStyles.Float, CultureInfo.InvariantCulture, out var afterRank)
                || !Guid.TryParse(id, out var afterId))
            {
                return CursorCodec.Malformed;
            }

            start = new UserPosition(null, afterRank, afterId, 0);
        }

        var rows = await users.SearchAsync(term, start, query.Limit + 1, ct);
        var page = Page<RankedUser>.Of(
            rows,
            query.Limit,
            last => cursors.Encode(list, last.Rank.ToString("R", CultureInfo.InvariantCulture), last.User.Id.ToString("N")));
        return new Page<UserView>([.. page.Items.Select(r => r.User)], page.Next);
    }
}
