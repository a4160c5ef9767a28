#include <math.h>
#include <string.h>

#include "supernet_state.h"

void supernet_margin(struct supernet *s, double distance, double size)
{
    double margin = fabs(distance) / fmax(1, fabs(size));
    s->out->margin = fmin(s->out->margin, margin);
}

/* Integers that v = x / step may become. */
struct range {
    double min, max;
};

static double clamp(double v, struct range range)
{
    return fmin(fmax(v, range.min), range.max);
}

static int outside(double v, struct range range)
{
    return v < range.min || v > range.max;
}

/* How near v is to a half or to an end; 0 of a tensor without negative values is no end. */
static void note_margins(struct supernet *s, double v, struct range range)
{
    if (!s->options->smooth && !outside(v, range))
        supernet_margin(s, v - floor(v) - 0.5, v);
    supernet_margin(s, v - range.max, v);
    if (range.min < 0)
        supernet_margin(s, v - range.min, v);
}

static double integer(const struct supernet *s, double v, struct range range)
{
    return clamp(s->options->smooth ? v : round(v), range);
}

/* ---- inputs ---- */

static const struct supernet_tensor *input_of(struct supernet *s, int l)
{
    const struct network *network = s->model->network;
    return supernet_input(s, &network->node[network->layer[l]], 0);
}

/* Values of the network's input that one byte makes. */
static double byte_unit(const struct network *network)
{
    return network->input_signed ? 1.0 / 128 : 1.0 / 256;
}

static size_t step_parameter(const struct model *model, int l, int bits)
{
    return model->group_step[model->layer[l].input_group][model_precision(bits)];
}

double supernet_input_step(const struct supernet *s, int l, int bits, const real *parameter)
{
    if (s->model->layer[l].input_group < 0)
        return byte_unit(s->model->network) * (1 << (8 - bits));
    return exp((double)parameter[step_parameter(s->model, l, bits)]);
}

static struct range input_range(struct supernet *s, int l, int bits)
{
    if (input_of(s, l)->is_signed)
        return (struct range){-(1 << (bits - 1)), (1 << (bits - 1)) - 1};
    return (struct range){0, (1 << bits) - 1};
}

/* x in steps; of bytes exact, for powers of two make no rounding error. */
static double in_steps(struct supernet *s, int l, int bits, double x)
{
    return x / supernet_input_step(s, l, bits, s->model->parameter);
}

void supernet_quantise(struct supernet *s, int l, int bits, double *x)
{
    const struct supernet_tensor *input = input_of(s, l);
    double step = supernet_input_step(s, l, bits, s->model->parameter);
    struct range range = input_range(s, l, bits);
    for (size_t i = 0; i < input->count; i++) {
        double v = in_steps(s, l, bits, input->x[i]);
        x[i] = step * integer(s, v, range);
        if (!input->is_bytes)
            note_margins(s, v, range);
    }
}

void supernet_quantise_backward(struct supernet *s, int l, int bits, const double *dx)
{
    const struct supernet_tensor *input = input_of(s, l);
    double step = supernet_input_step(s, l, bits, s->model->parameter), dstep = 0;
    struct range range = input_range(s, l, bits);
    for (size_t i = 0; i < input->count; i++) {
        double v = in_steps(s, l, bits, input->x[i]);
        if (outside(v, range))
            dstep += dx[i] * clamp(v, range);
        else
            input->dx[i] += dx[i];
    }
    if (s->model->layer[l].input_group >= 0)
        s->out->gradient[step_parameter(s->model, l, bits)] += step * dstep;
}

/* ---- weights ---- */

/* One output channel's constants. */
struct channel {
    double largest, mean; /* of |w| */
    double input_step;
    double step;      /* T's */
    size_t parameter; /* of T's step; SIZE_MAX: not learned */
};

/* Output channel of weight i. */
static size_t channel_of(const struct layer_shape *shape, size_t i)
{
    if (supernet_is_depthwise(shape))
        return i % (size_t)shape->size[DIM_M];
    size_t per_m = (size_t)(shape->size[DIM_M] / shape->size[DIM_G]);
    size_t group = layer_weights(shape) / (size_t)shape->size[DIM_G];
    return i / group * per_m + i % per_m;
}

static struct channel channel_constants(const struct supernet *s, int l, int j, size_t m)
{
    const struct model_layer *layer = &s->model->layer[l];
    const struct layer_shape *shape = &s->layer[l].shape;
    int bits = s->model->space->choice[j].bits;
    struct channel channel = {.input_step = supernet_input_step(s, l, bits, s->constants)};
    size_t count = 0;
    for (size_t i = 0; i < layer_weights(shape); i++)
        if (channel_of(shape, i) == m) {
            double magnitude = fabs((double)s->constants[layer->weight + i]);
            channel.largest = fmax(channel.largest, magnitude);
            channel.mean += magnitude;
            count++;
        }
    channel.mean /= (double)count;
    int is_learned = layer->step[model_precision(bits)] != SIZE_MAX;
    channel.parameter = is_learned ? layer->step[model_precision(bits)] + m : SIZE_MAX;
    channel.step =
        is_learned ? exp((double)s->model->parameter[channel.parameter]) : channel.largest / 127;
    return channel;
}

static struct range weight_range(int bits)
{
    int max = (1 << (bits - 1)) - 1;
    return (struct range){-max, max};
}

static int is_operator(const struct choice *choice, const char *name)
{
    return strcmp(choice->op->name, name) == 0;
}

int supernet_has_sign(const struct choice *choice)
{
    return is_operator(choice, "MF");
}

static double t_weight(struct supernet *s, double w, const struct channel *c, int bits)
{
    double v = w / c->step;
    if (c->parameter == SIZE_MAX) /* the end is the largest weight itself: no decision */
        supernet_margin(s, s->options->smooth ? INFINITY : v - floor(v) - 0.5, v);
    else
        note_margins(s, v, weight_range(bits));
    return c->step * integer(s, v, weight_range(bits));
}

/* m sign(w). */
static double sign_weight(struct supernet *s, double w, const struct channel *c)
{
    double end = 2 * c->mean;
    supernet_margin(s, fabs(w) / end - 1, 1);
    if (s->options->smooth)
        return clamp(w, (struct range){-end, end});
    return w >= 0 ? c->mean : -c->mean;
}

/* Weight of MF's sign(x), in its steps. */
static double mf_steps(const struct supernet *s, double w, const struct channel *c)
{
    return s->model->rho * w / (c->mean * c->input_step);
}

static double mf_weight(struct supernet *s, double w, const struct channel *c, int bits)
{
    double v = mf_steps(s, w, c);
    note_margins(s, v, weight_range(bits));
    return c->mean * c->input_step * integer(s, v, weight_range(bits));
}

void supernet_weights(struct supernet *s, int l, int j, double *weight, double *mf)
{
    const struct layer_shape *shape = &s->layer[l].shape;
    const struct choice *choice = &s->model->space->choice[j];
    const real *master = s->model->parameter + s->model->layer[l].weight;
    for (size_t m = 0; m < (size_t)shape->size[DIM_M]; m++) {
        struct channel c = channel_constants(s, l, j, m);
        for (size_t i = 0; i < layer_weights(shape); i++) {
            if (channel_of(shape, i) != m)
                continue;
            double w = (double)master[i];
            weight[i] =
                is_operator(choice, "T") ? t_weight(s, w, &c, choice->bits) : sign_weight(s, w, &c);
            if (supernet_has_sign(choice))
                mf[i] = mf_weight(s, w, &c, choice->bits);
        }
    }
}

/* Learned steps as LSQ has them; the step of the largest weight is a constant. */
static void t_backward(struct supernet *s, size_t parameter, const struct channel *c, int bits,
                       double dweight)
{
    double v = (double)s->model->parameter[parameter] / c->step, *gradient = s->out->gradient;
    struct range range = weight_range(bits);
    if (c->parameter == SIZE_MAX || !outside(v, range))
        gradient[parameter] += dweight;
    if (c->parameter == SIZE_MAX)
        return;
    double dstep = outside(v, range) ? clamp(v, range) : integer(s, v, range) - v;
    gradient[c->parameter] += c->step * dstep * dweight;
}

static void sign_backward(struct supernet *s, size_t parameter, const struct channel *c,
                          double dweight)
{
    if (fabs((double)s->model->parameter[parameter]) <= 2 * c->mean)
        s->out->gradient[parameter] += dweight;
}

static void mf_backward(struct supernet *s, size_t parameter, const struct channel *c, int bits,
                        double dmf)
{
    double v = mf_steps(s, (double)s->model->parameter[parameter], c);
    if (!outside(v, weight_range(bits)))
        s->out->gradient[parameter] += s->model->rho * dmf;
}

void supernet_weights_backward(struct supernet *s, int l, int j, const double *dweight,
                               const double *dmf)
{
    const struct layer_shape *shape = &s->layer[l].shape;
    const struct choice *choice = &s->model->space->choice[j];
    for (size_t m = 0; m < (size_t)shape->size[DIM_M]; m++) {
        struct channel c = channel_constants(s, l, j, m);
        for (size_t i = 0; i < layer_weights(shape); i++) {
            size_t parameter = s->model->layer[l].weight + i;
            if (channel_of(shape, i) != m)
                continue;
            if (is_operator(choice, "T"))
                t_backward(s, parameter, &c, choice->bits, dweight[i]);
            else
                sign_backward(s, parameter, &c, dweight[i]);
            if (supernet_has_sign(choice))
                mf_backward(s, parameter, &c, choice->bits, dmf[i]);
        }
    }
}
