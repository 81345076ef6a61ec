using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users;

public sealed record GetUser(Guid UserId) : IQuery<UserView>;

public sealed class GetUserHandler(IUserRepository users) : IQueryHandler<GetUser, UserView>
{
    public async Task<Result<UserView>> Handle(GetUser query, CancellationToken ct) =>
        await users.FindAsync(query.UserId, ct) is { } user ? user : UserErrors.NotFound;
}
