namespace Agora.Domain.Common;

/// <summary>Who put something into the trash.</summary>
public enum Remover
{
    Author,

    /// <summary>A moderator or an admin; the author cannot restore it.</summary>
    Staff,
}

/// <summary>That something is in the trash: since when, and who put it there.</summary>
public sealed record Deletion(DateTimeOffset At, Remover By)
{
    /// <summary>From the two columns, which are null together.</summary>
    public static Deletion? Load(DateTimeOffset? at, Remover? by) =>
        at is { } then && by is { } remover ? new Deletion(then, remover) : null;

    /// <summary>Who deleted it restores it: neither may staff undo what an author decided, nor an author what staff did.</summary>
    /// <returns>Null when <paramref name="by"/> may restore it.</returns>
    public Error? RefuseRestore(Remover by, Error removedByAuthor, Error removedByStaff) =>
        by == By ? null : By == Remover.Staff ? removedByStaff : removedByAuthor;
}
