using System.Diagnostics.CodeAnalysis;

namespace Agora.Domain.Common;

/// <summary>An answer that can represent failure, so that a pipeline behaviour can make one without knowing the value type.</summary>
public interface IResult<out TSelf>
    where TSelf : IResult<TSelf>
{
    bool IsSuccess { get; }

    Error? Error { get; }

    static abstract TSelf Fail(Error error);
}

/// <summary>Success without a value.</summary>
public readonly record struct Done;

/// <summary>A value, or the reason why there is none. Exceptions are for bugs and broken dependencies.</summary>
public sealed class Result<T> : IResult<Result<T>>
{
    private readonly T? value;

    private Result(T value) => this.value = value;

    private Result(Error error) => Error = error;

    public Error? Error { get; }

    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <exception cref="InvalidOperationException">The result is a failure.</exception>
    public T Value => IsSuccess
        ? value!
        : throw new InvalidOperationException($"A failed result has no value: {Error.Code}.");

    public static implicit operator Result<T>(T value) => new(value);

    public static implicit operator Result<T>(Error error) => new(error);

    public static Result<T> Fail(Error error) => new(error);

    /// <summary>Takes the next step with the value; a failure is passed on.</summary>
    public Result<TOut> Then<TOut>(Func<T, Result<TOut>> next) => IsSuccess ? next(value!) : Error;

    /// <summary>Takes the next step with the value; a failure is passed on.</summary>
    public async Task<Result<TOut>> ThenAsync<TOut>(Func<T, Task<Result<TOut>>> next) =>
        IsSuccess ? await next(value!) : Error;

    public TOut Match<TOut>(Func<T, TOut> success, Func<Error, TOut> failure) =>
        IsSuccess ? success(value!) : failure(Error);
}
