using Xunit;

namespace Agora.Testing;

/// <summary>A test that needs PgBouncer. Where there is none and none can be fetched it is left out, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PoolerFactAttribute : FactAttribute
{
    public PoolerFactAttribute() => Skip = TestPooler.Missing;
}

/// <inheritdoc cref="PoolerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PoolerTheoryAttribute : TheoryAttribute
{
    public PoolerTheoryAttribute() => Skip = TestPooler.Missing;
}
