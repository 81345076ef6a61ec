using Agora.Domain.Embeddings;

namespace Agora.Domain.Tests.Embeddings;

public sealed class UnitVectorTests
{
    [Fact]
    public void Has_length_one_and_zeros_behind()
    {
        var unit = UnitVector.Of([3, 4])!;

        (unit.Length, unit[0], unit[1], unit.Skip(2).Max()).ShouldBe((UnitVector.Dimensions, 0.6f, 0.8f, 0f));
    }

    [Fact]
    public void Tiny_and_huge_numbers_keep_their_direction()
    {
        UnitVector.Of([1e-30f, 0])![0].ShouldBe(1);
        UnitVector.Of([3e38f, 0])![0].ShouldBe(1);
    }

    [Theory]
    [InlineData(new float[0])]
    [InlineData(new[] { 0f, 0f })]
    [InlineData(new[] { 1f, float.NaN })]
    [InlineData(new[] { 1f, float.PositiveInfinity })]
    public void What_has_no_direction_is_refused(float[] raw) => UnitVector.Of(raw).ShouldBeNull();

    [Fact]
    public void More_dimensions_than_are_kept_are_refused() => UnitVector.Of(new float[UnitVector.Dimensions + 1]).ShouldBeNull();
}
