using Agora.Migrations.Sql;

namespace Agora.Migrations.Locks;

/// <param name="Relation">A table, index, view or sequence, with its schema.</param>
/// <param name="Scans">Reads every row, or builds an index, while the lock is held.</param>
/// <param name="Rewrites">Writes the relation anew, with all its indexes.</param>
/// <param name="IsNew">Made by the same step, so that no other session can wait for it.</param>
public sealed record RelationEffect(ObjectName Relation, LockMode Lock, bool Scans = false, bool Rewrites = false, bool IsNew = false)
{
    public override string ToString() =>
        $"{Relation} {Lock.Sql()}{(Rewrites ? ", rewrite" : Scans ? ", scan" : "")}";
}

/// <summary>What a statement does to relations, as PostgreSQL 17 does it.</summary>
/// <param name="RefusesTransaction">The server raises 25001 inside a transaction block.</param>
public sealed record StatementEffects(LockClass Class, IReadOnlyList<RelationEffect> Relations, bool RefusesTransaction)
{
    public static readonly StatementEffects Nothing = new(LockClass.New, [], RefusesTransaction: false);

    /// <summary>The strongest lock on anything that was there before.</summary>
    public LockMode Strongest => Relations.Where(effect => !effect.IsNew).Select(effect => effect.Lock).DefaultIfEmpty().Max();

    public bool Scans => Relations.Any(effect => !effect.IsNew && effect.Scans);

    public bool Rewrites => Relations.Any(effect => !effect.IsNew && effect.Rewrites);

    /// <summary>Strong locks on what was there before.</summary>
    public IEnumerable<RelationEffect> Strong => Relations.Where(effect => !effect.IsNew && effect.Lock >= LockMode.Share);
}
