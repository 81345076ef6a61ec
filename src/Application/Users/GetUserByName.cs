using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users;

public sealed record GetUserByName(string Username) : IQuery<UserView>;

public sealed class GetUserByNameHandler(IUserRepository users) : IQueryHandler<GetUserByName, UserView>
{
    public async Task<Result<UserView>> Handle(GetUserByName query, CancellationToken ct) =>
        UserRules.IsUsername(query.Username) && await users.FindAsync(query.Username, ct) is { } user ? user : UserErrors.NotFound;
}
