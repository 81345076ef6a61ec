using Agora.Application.Common;
using Agora.Application.Users;
using Agora.Domain.Common;

namespace Agora.Application.Imports;

/// <summary>
/// Asks the database whether the caller is still an admin, before a file is read that may hold no row to store: a batch runs as Agora
/// itself.
/// </summary>
public sealed record BeginImport : ICommand<Done>;

public sealed class BeginImportHandler(IUserRepository users, ActorContext context) : ICommandHandler<BeginImport, Done>
{
    public async Task<Result<Done>> Handle(BeginImport command, CancellationToken ct)
    {
        if (UserAccess.RequireAdmin(context.Actor) is { } forbidden)
        {
            return forbidden;
        }

        // Any statement of a command checks the rights that it runs with.
        await users.LoadAsync(context.SignedInId, ct);
        return default(Done);
    }
}
