using Agora.Application.Imports;
using Agora.Domain.Common;

namespace Agora.Application.Users.Import;

public interface IUserImportStore
{
    /// <summary>
    /// Stores new accounts and changed full names inside the transaction of the running command; one outcome a line, in any order. E-mail
    /// addresses must not repeat. Fails as a whole, with <see cref="ImportErrors.RefusedCode"/>, when the database refuses a row.
    /// </summary>
    /// <param name="invites">Queues a mail to each new account without a password.</param>
    Task<Result<ImportBatchOutcome>> ImportAsync(
        IReadOnlyList<ImportedUser> users, ImportMode mode, bool invites, DateTimeOffset now, CancellationToken ct);

    /// <summary>What <see cref="ImportAsync"/> would do with these accounts now. Changes nothing.</summary>
    Task<ImportBatchOutcome> PreviewAsync(IReadOnlyList<ImportedUser> users, ImportMode mode, CancellationToken ct);
}
