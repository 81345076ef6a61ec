using Agora.Application.Common;
using Agora.Application.Users;
using Agora.Domain.Common;
using Agora.Domain.Users;

namespace Agora.Application.History;

/// <summary>Gives a profile what an earlier version showed, as a new version.</summary>
/// <param name="Version">The version that the caller read.</param>
public sealed record RestoreProfileVersion(Guid UserId, int Number, int Version) : ICommand<ProfileView>;

public sealed class RestoreProfileVersionHandler(IHistoryRepository history, IUserRepository users, ActorContext context)
    : ICommandHandler<RestoreProfileVersion, ProfileView>
{
    public async Task<Result<ProfileView>> Handle(RestoreProfileVersion command, CancellationToken ct)
    {
        if (await users.LoadProfileAsync(command.UserId, ct) is not { } profile)
        {
            return UserErrors.NotFound;
        }

        if (UserAccess.RefuseEdit(context, profile) is { } refused)
        {
            return refused;
        }

        var values = await history.FindValuesAsync(HistorySubject.Profile, command.UserId, command.Number, context.Actor, ct);
        if (!values.IsSuccess)
        {
            return values.Error;
        }

        profile.Edit(
            values.Value["bio"]?.GetValue<string>(),
            values.Value["avatarUrl"]?.GetValue<string>(),
            values.Value["socialLinks"]!.AsObject().ToDictionary(l => l.Key, l => l.Value!.GetValue<string>(), StringComparer.Ordinal));
        return await users.TrySaveProfileAsync(profile, command.Version, ct)
            ? (await users.FindProfileAsync(command.UserId, ct))!
            : UserErrors.ProfileStale;
    }
}
