using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using Agora.Domain.Users;
using FluentValidation;

namespace Agora.Application.Follows;

/// <summary>Who follows an account, or whom it follows.</summary>
public enum FollowSide
{
    Followers,
    Following,
}

/// <summary>One side of an account's follows, latest first, with their number.</summary>
public sealed record ListPeople(Guid UserId, FollowSide Side, int Limit, string? Cursor) : IQuery<PeoplePage>;

public sealed class ListPeopleValidator : AbstractValidator<ListPeople>
{
    public ListPeopleValidator() => RuleFor(q => q.Limit).IsLimit();
}

public sealed class ListPeopleHandler(IFollowRepository follows, CursorCodec cursors) : IQueryHandler<ListPeople, PeoplePage>
{
    public async Task<Result<PeoplePage>> Handle(ListPeople query, CancellationToken ct)
    {
        var list = $"users/{query.UserId}/{query.Side}";
        var after = cursors.DecodePosition(list, query.Cursor);
        if (!after.IsSuccess)
        {
            return after.Error;
        }

        var (from, wanted) = (after.Value ?? KeysetPaging.Newest, query.Limit + 1);
        var people = query.Side == FollowSide.Followers
            ? await follows.FollowersAsync(query.UserId, from, wanted, ct)
            : await follows.FollowingAsync(query.UserId, from, wanted, ct);
        if (people is null)
        {
            return UserErrors.NotFound;
        }

        var page = Page<Person>.Of(people.Rows, query.Limit, last => cursors.Encode(list, new KeysetPosition(last.Since, last.Id)));
        return new PeoplePage(page.Items, page.Next, people.Total);
    }
}
