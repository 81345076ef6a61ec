using Agora.Application.Common;
using Agora.Application.Posts;
using Agora.Domain.Common;
using FluentValidation;

namespace Agora.Application.Users;

/// <summary>Completes usernames and names of accounts; usernames that begin with the term come first.</summary>
/// <param name="Typed">Words, the last of which may continue.</param>
public sealed record SuggestUsers(string? Typed, int Limit) : IQuery<UserSuggestions>
{
    public const int LimitMax = 50;
}

/// <param name="FullName">Null when the person shows only the username.</param>
public sealed record UserSuggestion(Guid Id, string Username, string? FullName);

public sealed record UserSuggestions(IReadOnlyList<UserSuggestion> Items);

public sealed class SuggestUsersValidator : AbstractValidator<SuggestUsers>
{
    public SuggestUsersValidator()
    {
        RuleFor(q => q.Typed).IsSearchTerm();
        RuleFor(q => q.Limit).InclusiveBetween(1, SuggestUsers.LimitMax);
    }
}

public sealed class SuggestUsersHandler(IUserRepository users) : IQueryHandler<SuggestUsers, UserSuggestions>
{
    public async Task<Result<UserSuggestions>> Handle(SuggestUsers query, CancellationToken ct) =>
        new UserSuggestions(await users.SuggestAsync(query.Typed!.Trim(), query.Limit, ct));
}
