using Agora.Application.Common;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.Users;

public sealed record GetProfile(Guid UserId) : IQuery<ProfileView>;

public sealed class GetProfileHandler(IUserRepository users) : IQueryHandler<GetProfile, ProfileView>
{
    public async Task<Result<ProfileView>> Handle(GetProfile query, CancellationToken ct) =>
        await users.FindProfileAsync(query.UserId, ct) is { } profile ? profile : UserErrors.NotFound;
}
